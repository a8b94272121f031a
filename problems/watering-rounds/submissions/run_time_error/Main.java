import java.util.Arrays;
import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int[][] spans = new int[1000][];
        for (int i = 0; i < n; i++) spans[i] = new int[] {in.nextInt(), in.nextInt()};
        Arrays.sort(spans, 0, n, (a, b) -> Integer.compare(a[1], b[1]));
        int rounds = 0, last = -1;
        for (int i = 0; i < n; i++) {
            if (spans[i][0] <= last) continue;
            rounds++;
            last = spans[i][1];
        }
        System.out.println(rounds);
    }
}
