import java.math.BigInteger;
import java.util.Scanner;

public class Main {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        BigInteger from = in.nextBigInteger(), at = BigInteger.ZERO, step = BigInteger.ONE;
        for (int i = 0; i < n; i++) {
            BigInteger first = in.nextBigInteger(), period = in.nextBigInteger();
            from = from.max(first);
            BigInteger g = step.gcd(period), m = period.divide(g), gap = first.subtract(at);
            if (gap.mod(g).signum() != 0) {
                System.out.println("never");
                return;
            }
            BigInteger turns = gap.divide(g).multiply(step.divide(g).modInverse(m)).mod(m);
            at = at.add(turns.multiply(step));
            step = step.multiply(m);
        }
        // Only the remainder is known so far; the first such year that is not too early is the answer.
        System.out.println(from.add(at.subtract(from).mod(step)));
    }
}
