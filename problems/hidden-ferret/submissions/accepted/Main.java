import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long low = 1, high = in.nextLong();
        // The ferret likes the right. Of what is left 0.55 stays at most, and that is still few enough calls.
        while (true) {
            long call = low + (high - low) * 55 / 100;
            System.out.println(call);
            System.out.flush();
            String answer = in.next();
            if (answer.equals("here")) return;
            if (answer.equals("left")) high = call - 1;
            else low = call + 1;
        }
    }
}
