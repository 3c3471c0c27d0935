package com.trmlabs.portal.rehearsal.google;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import org.springframework.context.SmartLifecycle;

/** The container engine on a port of its own; it answers before the web server does. */
public final class GrpcServer implements SmartLifecycle {

    private final Server server;
    private final Fleet fleet;
    private boolean running;

    GrpcServer(int port, ContainerEngine engine, Fleet fleet) {
        this.fleet = fleet;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .intercept(new ContainerEngine.Authorization())
                .addService(engine)
                .build();
    }

    /** The port it listens on. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen for gRPC: is another rehearsal running?", e);
        }
        fleet.resume();
        running = true;
    }

    @Override
    public void stop() {
        server.shutdownNow();
        fleet.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
