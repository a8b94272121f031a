import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        long a = in.nextLong(), b = in.nextLong(), k = in.nextLong();
        System.out.println(Math.floorDiv(b, k) - Math.floorDiv(a - 1, k));
    }
}
