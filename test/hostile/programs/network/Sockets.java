// tries: to listen and to connect from Java
// must: be refused
// want: held
import java.net.*;

public class Sockets {
  public static void main(String[] args) {
    try { new ServerSocket(0); System.out.println("done: listens"); } catch (Exception | Error e) { }
    try { new DatagramSocket(); System.out.println("done: a datagram socket"); } catch (Exception | Error e) { }
    try { new Socket("127.0.0.1", 5432); System.out.println("done: connects"); } catch (Exception | Error e) { }
    try { new URL("http://169.254.169.254/").openStream(); System.out.println("done: http"); } catch (Exception | Error e) { }
    System.out.println("held");
  }
}
