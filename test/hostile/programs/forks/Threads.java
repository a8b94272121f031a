// tries: to start threads without end
// must: be refused the next thread
// want: held
public class Threads {
  public static void main(String[] args) {
    try {
      for (int n = 0; n < 10000; n++) {
        Thread thread = new Thread(() -> { try { Thread.sleep(1_000_000); } catch (InterruptedException e) { } });
        thread.setDaemon(true);
        thread.start();
      }
      System.out.println("done: ten thousand threads");
    } catch (OutOfMemoryError refused) {
      System.out.println("held");
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }
}
