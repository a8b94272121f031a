// check INPUT ANSWER FEEDBACK/ < OUTPUT
// Accepts every order that keeps the rules; the judges' answer only tells whether there is one.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

const int ACCEPTED = 42, WRONG = 43, JUDGE_ERROR = 1;

std::string feedback;

[[noreturn]] void end(int code, const std::string &message) {
    std::ofstream(feedback + "judgemessage.txt") << message << '\n';
    std::exit(code);
}

/** A word of an output may be as long as the output. */
std::string shown(const std::string &word) { return '"' + word.substr(0, 20) + '"'; }

/** 0: not the number of a piece. */
int piece_of(const std::string &word, int pieces) {
    if (word.empty() || word.size() > 6) return 0;
    for (char digit : word)
        if (digit < '0' || digit > '9') return 0;
    int piece = std::stoi(word);
    return piece <= pieces ? piece : 0;
}

int main(int argc, char **argv) {
    if (argc < 4) return JUDGE_ERROR;
    feedback = argv[3];
    std::ifstream input(argv[1]), answer(argv[2]);
    int pieces, count;
    std::string judges, word;
    if (!(input >> pieces >> count) || !(answer >> judges)) end(JUDGE_ERROR, "the test data cannot be read");
    std::vector<std::pair<int, int>> rules(count);
    for (auto &[before, after] : rules) input >> before >> after;

    if (!(std::cin >> word)) end(WRONG, "the output is empty");
    if (word == "impossible") {
        if (std::cin >> word) end(WRONG, "there is more after impossible: " + shown(word));
        if (judges != "impossible") end(WRONG, "there is an order");
        end(ACCEPTED, "there is no order");
    }
    std::vector<int> place(pieces + 1, 0);
    int placed = 0;
    do {
        int piece = piece_of(word, pieces);
        if (piece == 0) end(WRONG, shown(word) + " is no piece");
        if (place[piece] != 0) end(WRONG, "piece " + word + " is put on twice");
        place[piece] = ++placed;
    } while (std::cin >> word);
    if (placed < pieces) end(WRONG, "only " + std::to_string(placed) + " pieces are put on");
    for (auto [before, after] : rules)
        if (place[before] >= place[after])
            end(WRONG, std::to_string(after) + " is not after " + std::to_string(before));
    if (judges == "impossible") end(JUDGE_ERROR, "a right order where the judges found none");
    end(ACCEPTED, "an order that keeps all rules");
}
