// tries: to read settings of the worker by properties, environment and management beans
// must: find none
// want: held
import java.lang.management.ManagementFactory;

public class Properties {
  public static void main(String[] args) {
    String all = System.getenv() + " " + System.getProperties() + " " + ManagementFactory.getRuntimeMXBean().getInputArguments();
    if (all.contains("GAVEL_") || all.contains("canary-")) System.out.println("done: " + all);
    if (!System.getProperty("user.home").equals("/tmp")) System.out.println("done: " + System.getProperty("user.home"));
    System.out.println("held");
  }
}
