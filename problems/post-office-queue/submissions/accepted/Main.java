import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.StringTokenizer;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer words = new StringTokenizer(in.readLine());
        int n = Integer.parseInt(words.nextToken()), q = Integer.parseInt(words.nextToken()), end = n;
        int[] empty = new int[n + q + 1], place = new int[n + 1];
        StringBuilder answers = new StringBuilder();
        for (int event = 0; event < q; event++) {
            words = new StringTokenizer(in.readLine());
            String kind = words.nextToken();
            int t = Integer.parseInt(words.nextToken());
            int at = place[t] == 0 ? t : place[t];
            if (kind.equals("ahead")) {
                int before = at - 1;
                for (int i = at - 1; i > 0; i -= i & -i) before -= empty[i];
                answers.append(before).append('\n');
                continue;
            }
            for (int i = at; i < empty.length; i += i & -i) empty[i]++;
            if (kind.equals("back")) place[t] = ++end;
        }
        System.out.print(answers);
    }
}
