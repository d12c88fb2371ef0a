import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node on the loopback interface: {@code OpenSearchServer FOLDER PORT}. It keeps all in the folder,
 * listens on the port (0: on a free one), prints {@code listening on PORT}, and runs until it gets a signal.
 */
public final class OpenSearchServer {
  public static void main(String[] arguments) throws Exception {
    Node node = new NodeWithHttp(environment(Path.of(arguments[0]), arguments[1])).start();
    HttpServerTransport http = node.injector().getInstance(HttpServerTransport.class);
    System.out.println("listening on " + http.boundAddress().publishAddress().getPort());
    new CountDownLatch(1).await();
  }

  private static Environment environment(Path folder, String port) {
    Settings settings =
        Settings.builder()
            .put("path.home", folder.toString())
            .put("path.data", folder.resolve("data").toString())
            .put("path.logs", folder.resolve("logs").toString())
            .put("network.host", "127.0.0.1")
            .put("http.port", port)
            .put("transport.port", "0")
            .put("discovery.type", "single-node")
            // Else it refuses to write on a disk that is nearly full, however small the tests' data.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    return InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "podtail");
  }

  /** Opens the constructor that takes plugins from the class path. */
  private static final class NodeWithHttp extends Node {
    NodeWithHttp(Environment environment) {
      super(environment, List.of(Netty4Plugin.class), true);
    }
  }
}
