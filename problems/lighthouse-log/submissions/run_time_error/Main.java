import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int a = in.nextInt(), b = in.nextInt(), k = in.nextInt();
        System.out.println(Math.floorDiv(b, k) - Math.floorDiv(a - 1, k));
    }
}
