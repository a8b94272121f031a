import java.util.Scanner;

/** Plays whenever a day is good and the wrists allow it. */
public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt(), r = in.nextInt(), s = in.nextInt(), inARow = 0, rest = 0;
        long coins = 0;
        for (int day = 0; day < n; day++) {
            long a = in.nextLong();
            if (rest > 0) {
                rest--;
            } else if (a > 0 && inARow < r) {
                coins += a;
                inARow++;
            } else if (inARow > 0) {
                inARow = 0;
                rest = s - 1;
            }
        }
        System.out.println(coins);
    }
}
