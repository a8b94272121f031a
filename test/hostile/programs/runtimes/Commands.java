// tries: to start programs of the system from Java, and to end the virtual machine in the middle
// must: find nothing more than it may
// want: held
import java.io.*;

public class Commands {
  public static void main(String[] args) throws Exception {
    String[] commands = { "cat /etc/shadow", "cat /root/.bashrc", "su -c id root", "mount", "ls /home", "kill -9 1", "chmod 777 /work" };
    for (String command : commands) {
      try {
        Process process = new ProcessBuilder("/bin/sh", "-c", command + " 2>/dev/null").start();
        String output = new String(process.getInputStream().readAllBytes());
        boolean worked = process.waitFor() == 0;
        if (worked && !command.equals("mount") && !command.equals("kill -9 1")) System.out.println("done: " + command + output);
      } catch (IOException e) { }
    }
    System.out.println("held");
  }
}
