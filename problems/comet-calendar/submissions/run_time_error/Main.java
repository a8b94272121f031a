import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int now = in.nextInt(), step = 1;
        for (int i = 0; i < n; i++) {
            int first = in.nextInt(), period = in.nextInt(), turns = 0;
            while (now < first || (now - first) % period != 0) {
                now = Math.addExact(now, step);
                if (turns++ > 2 * period + first) break;
            }
            if ((now - first) % period != 0) {
                System.out.println("never");
                return;
            }
            step = Math.multiplyExact(step, period / gcd(step, period));
        }
        System.out.println(now);
    }

    static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
