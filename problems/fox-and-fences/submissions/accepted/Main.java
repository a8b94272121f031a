import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayDeque;
import java.util.Arrays;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        String[] head = in.readLine().trim().split(" ");
        int r = Integer.parseInt(head[0]), c = Integer.parseInt(head[1]), k = Integer.parseInt(head[2]);
        String[] grid = new String[r];
        for (int y = 0; y < r; y++) grid[y] = in.readLine();
        int[] dist = new int[r * c * (k + 1)];
        Arrays.fill(dist, -1);
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (int y = 0; y < r; y++) {
            int x = grid[y].indexOf('F');
            if (x < 0) continue;
            queue.add((y * c + x) * (k + 1));
            dist[(y * c + x) * (k + 1)] = 0;
        }
        int[] dy = {1, -1, 0, 0}, dx = {0, 0, 1, -1};
        while (!queue.isEmpty()) {
            int state = queue.poll(), used = state % (k + 1), square = state / (k + 1), y = square / c, x = square % c;
            if (grid[y].charAt(x) == 'D') {
                System.out.println(dist[state]);
                return;
            }
            for (int i = 0; i < 4; i++) {
                int ny = y + dy[i], nx = x + dx[i];
                if (ny < 0 || nx < 0 || ny >= r || nx >= c) continue;
                int u = used + (grid[ny].charAt(nx) == '#' ? 1 : 0);
                int to = (ny * c + nx) * (k + 1) + u;
                if (u > k || dist[to] >= 0) continue;
                dist[to] = dist[state] + 1;
                queue.add(to);
            }
        }
        System.out.println(-1);
    }
}
