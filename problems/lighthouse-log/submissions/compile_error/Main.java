import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int a = in.nextLong(), b = in.nextLong(), k = in.nextLong();
        System.out.println(b / k - a / k);
    }
}
