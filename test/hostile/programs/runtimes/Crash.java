// tries: to crash the virtual machine, whose reports would tell of the host
// must: be a run-time error
// want: RTE
import java.lang.reflect.Field;

public class Crash {
  public static void main(String[] args) throws Exception {
    Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
    field.setAccessible(true);
    Object unsafe = field.get(null);
    unsafe.getClass().getMethod("putLong", long.class, long.class).invoke(unsafe, 0L, 0L);
  }
}
