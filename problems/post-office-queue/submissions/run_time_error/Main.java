import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt(), q = in.nextInt(), end = n;
        int[] empty = new int[100_000], place = new int[100_000]; // surely enough people
        for (int t = 1; t <= n; t++) place[t] = t;
        while (q-- > 0) {
            String kind = in.next();
            int t = in.nextInt();
            if (kind.equals("ahead")) {
                int before = place[t] - 1;
                for (int i = place[t] - 1; i > 0; i -= i & -i) before -= empty[i];
                System.out.println(before);
                continue;
            }
            for (int i = place[t]; i < empty.length; i += i & -i) empty[i]++;
            if (kind.equals("back")) place[t] = ++end;
        }
    }
}
