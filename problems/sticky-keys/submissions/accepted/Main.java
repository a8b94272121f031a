import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        String wish = in.readLine().trim(), paper = in.readLine().trim();
        int[] pressed = new int[128], struck = new int[128];
        for (char c : wish.toCharArray()) pressed[c]++;
        for (char c : paper.toCharArray()) struck[c]++;
        StringBuilder sticky = new StringBuilder(), again = new StringBuilder();
        for (char c = 'a'; c <= 'z'; c++)
            if (pressed[c] > 0 && struck[c] == 2 * pressed[c]) sticky.append(c);
        for (char c : wish.toCharArray()) {
            again.append(c);
            if (struck[c] == 2 * pressed[c]) again.append(c);
        }
        if (!again.toString().equals(paper)) System.out.println("impossible");
        else System.out.println(sticky.length() == 0 ? "none" : sticky);
    }
}
