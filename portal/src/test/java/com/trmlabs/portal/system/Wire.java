package com.trmlabs.portal.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The network between the portal and the API server. It passes bytes on and reads none of them; on purpose it can lose a share
 * of the requests in the three ways that networks have: nothing arrives, the answer is lost, nothing happens for long.
 */
final class Wire implements AutoCloseable {

    /** Longer than the portal waits for an answer. */
    private static final Duration STALL = Duration.ofSeconds(9);
    private static final byte APPLICATION_DATA = 23;

    private enum Fate { PASS, CUT, LOSE_ANSWER, STALL }

    private final ServerSocket door;
    private final InetSocketAddress server;
    private final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger hit = new AtomicInteger();
    final AtomicInteger answersLost = new AtomicInteger();
    private volatile int nth;

    Wire(URI server) {
        this.server = new InetSocketAddress(server.getHost(), server.getPort());
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI address() {
        return URI.create("https://127.0.0.1:" + door.getLocalPort());
    }

    /** From now on every nth thing that is asked goes wrong; 0 for none. */
    void failingEvery(int nth) {
        this.nth = nth;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket backend = new Socket();
                backend.connect(server, 5_000);
                connect(client, backend);
            } catch (IOException ended) {
                // the door was closed, or the client left: nobody waits for an answer
            }
        }
    }

    private void connect(Socket client, Socket backend) {
        var fate = new AtomicReference<>(Fate.PASS);
        Thread.ofVirtual().start(() -> pass(client, backend, (bytes, length) -> {
            if (length > 0 && bytes[0] == APPLICATION_DATA && fate.get() == Fate.PASS) {
                fate.set(draw());
            }
            if (fate.get() == Fate.STALL) {
                Thread.sleep(STALL);
            }
            return fate.get() == Fate.PASS || fate.get() == Fate.LOSE_ANSWER;
        }));
        Thread.ofVirtual().start(() -> pass(backend, client, (bytes, length) -> {
            if (fate.get() == Fate.LOSE_ANSWER) {
                answersLost.incrementAndGet();
            }
            return fate.get() == Fate.PASS;
        }));
    }

    private synchronized Fate draw() {
        if (nth == 0 || asked.incrementAndGet() % nth != 0) {
            return Fate.PASS;
        }
        return switch (hit.getAndIncrement() % 5) { // a stall costs most time and teaches least
            case 0, 3 -> Fate.CUT;
            case 1, 4 -> Fate.LOSE_ANSWER;
            default -> Fate.STALL;
        };
    }

    private interface Check {
        boolean mayPass(byte[] bytes, int length) throws InterruptedException;
    }

    private static void pass(Socket from, Socket to, Check check) {
        try (from; to; InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[65_536];
            for (int length = in.read(buffer); length >= 0 && check.mayPass(buffer, length); length = in.read(buffer)) {
                out.write(buffer, 0, length);
            }
        } catch (IOException ended) {
            // one side is gone, so both are closed
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
