import java.io.IOException;
import java.io.StreamTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

public class Main {
    record Line(int to, long first, long every, long ride) {}

    record Arrival(long when, int station) {}

    static final StreamTokenizer in = new StreamTokenizer(System.in);

    static int next() throws IOException {
        in.nextToken();
        return (int) in.nval;
    }

    public static void main(String[] args) throws IOException {
        int n = next(), m = next();
        List<List<Line>> lines = new ArrayList<>();
        for (int i = 0; i <= n; i++) lines.add(new ArrayList<>());
        for (int i = 0; i < m; i++) lines.get(next()).add(new Line(next(), next(), next(), next()));
        boolean[] seen = new boolean[n + 1];
        PriorityQueue<Arrival> queue = new PriorityQueue<>((x, y) -> Long.compare(x.when, y.when));
        queue.add(new Arrival(0, 1));
        while (!queue.isEmpty()) {
            Arrival here = queue.poll();
            if (seen[here.station]) continue;
            seen[here.station] = true;
            if (here.station == n) {
                System.out.println(here.when);
                return;
            }
            for (Line line : lines.get(here.station)) {
                long missed = Math.max(0, Math.floorDiv(here.when - line.first + line.every - 1, line.every));
                queue.add(new Arrival(line.first + missed * line.every + line.ride, line.to));
            }
        }
        System.out.println("never");
    }
}
