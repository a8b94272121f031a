// tries: to run code while it is compiled, as an annotation processor
// must: be compiled, and no more: processors are off
// want: held
import java.io.File;
import java.util.Set;
import javax.annotation.processing.*;
import javax.lang.model.element.TypeElement;

@SupportedAnnotationTypes("*")
public class Processor extends AbstractProcessor {
  static { plant(); }
  @Override public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) { plant(); return false; }
  static void plant() {
    try { new File("/work/planted").createNewFile(); } catch (Exception e) { }
  }
  public static void main(String[] args) {
    if (new File("/work/planted").exists()) System.out.println("done: a processor ran");
    System.out.println("held");
  }
}
