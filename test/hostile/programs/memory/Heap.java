// tries: to fill the heap, and to catch the error
// must: end at the memory limit
// want: MLE
// limits: memoryKiB=65536
import java.util.ArrayList;

public class Heap {
  public static void main(String[] args) {
    ArrayList<byte[]> hog = new ArrayList<>();
    for (;;) {
      try { hog.add(new byte[1 << 20]); } catch (OutOfMemoryError e) { }
    }
  }
}
