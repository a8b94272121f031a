// tries: to attach to other virtual machines on the host, and to leave its own attachable
// must: see none
// want: held
import java.io.File;
import java.lang.reflect.Method;
import java.util.List;

public class Attach {
  public static void main(String[] args) throws Exception {
    try {
      Class<?> machine = Class.forName("com.sun.tools.attach.VirtualMachine");
      Method list = machine.getMethod("list");
      for (Object each : (List<?>) list.invoke(null))
        if (!each.toString().contains("" + ProcessHandle.current().pid())) System.out.println("done: " + each);
    } catch (ReflectiveOperationException | LinkageError e) { }
    for (String name : new File("/tmp").list()) System.out.println("done: /tmp/" + name);
    if (ProcessHandle.of(1).map(runner -> runner.destroyForcibly() && !runner.isAlive()).orElse(false)) System.out.println("done: ended process 1");
    System.out.println("held");
  }
}
