package io.mesosbatch.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The decoding path of mesos-rxjava: its RecordIOOperator, then {@code Event.parseFrom} as its
 * codec does. In a class loader of its own, because it needs protobuf-java 2.6.1.
 */
final class MesosRxJava {
  private final MethodHandle wrap;
  private final MethodHandle onNext;

  /**
   * @param jars the folder that holds mesos-rxjava and all that it needs
   * @param sink is given each decoded event
   */
  MesosRxJava(Path jars, Consumer<Object> sink) throws Throwable {
    ClassLoader loader = new URLClassLoader(urls(jars), ClassLoader.getPlatformClassLoader());
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    Class<?> byteBuf = loader.loadClass("io.netty.buffer.ByteBuf");
    Class<?> subscriber = loader.loadClass("rx.Subscriber");
    Class<?> observer = loader.loadClass("rx.Observer");
    MethodHandle decode = codec(lookup, loader);
    Object decoding =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {observer},
            (self, method, arguments) -> {
              switch (method.getName()) {
                case "onNext" -> sink.accept(decode.invokeExact(arguments[0]));
                case "onError" -> throw (Throwable) arguments[0];
                default -> {}
              }
              return null;
            });
    Object child =
        loader
            .loadClass("rx.observers.Subscribers")
            .getMethod("from", observer)
            .invoke(null, decoding);
    Object operator =
        loader
            .loadClass("com.mesosphere.mesos.rx.java.recordio.RecordIOOperator")
            .getConstructor()
            .newInstance();
    Object decoder = operator.getClass().getMethod("call", subscriber).invoke(operator, child);
    wrap =
        lookup
            .findStatic(
                loader.loadClass("io.netty.buffer.Unpooled"),
                "wrappedBuffer",
                MethodType.methodType(byteBuf, byte[].class))
            .asType(MethodType.methodType(Object.class, byte[].class));
    onNext =
        lookup
            .findVirtual(subscriber, "onNext", MethodType.methodType(void.class, Object.class))
            .bindTo(decoder);
  }

  /** Takes the next bytes of a stream. */
  void feed(byte[] bytes) throws Throwable {
    onNext.invoke(wrap.invoke(bytes));
  }

  private static MethodHandle codec(MethodHandles.Lookup lookup, ClassLoader loader)
      throws ReflectiveOperationException {
    Object codec =
        loader
            .loadClass("com.mesosphere.mesos.rx.java.protobuf.ProtobufMessageCodecs")
            .getField("SCHEDULER_EVENT")
            .get(null);
    return lookup
        .findVirtual(
            loader.loadClass("com.mesosphere.mesos.rx.java.util.MessageCodec"),
            "decode",
            MethodType.methodType(Object.class, byte[].class))
        .bindTo(codec)
        .asType(MethodType.methodType(Object.class, Object.class));
  }

  private static URL[] urls(Path jars) throws Exception {
    try (Stream<Path> files = Files.list(jars)) {
      List<Path> all = files.filter(f -> f.toString().endsWith(".jar")).toList();
      if (all.isEmpty()) {
        throw new IllegalStateException("No jars in " + jars);
      }
      URL[] urls = new URL[all.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = url(all.get(i));
      }
      return urls;
    }
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
