package com.trmlabs.portal.rehearsal;

import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.identity.People;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.world.World;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** A rehearsal inside this JVM, for tests; on free ports unless arguments say otherwise. */
public final class RunningRehearsal implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private RunningRehearsal(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts it, or starts it again where the folder holds one; it then has the same ports and the same state. */
    public static RunningRehearsal start(Path folder, String... arguments) {
        var own = Stream.of("--rehearsal.folder=" + folder, "--server.port=0", "--rehearsal.grpc-port=0", 
                "--rehearsal.create-takes=400ms", "--rehearsal.change-takes=200ms", "--rehearsal.pod-ready=50ms");
        return new RunningRehearsal(Rehearsal.guest().run(Stream.concat(own, Stream.of(arguments)).toArray(String[]::new)));
    }

    public Endpoints endpoints() {
        return Endpoints.in(context.getBean(Folder.class)).orElseThrow();
    }

    /** Where it keeps its state. */
    public Path folder() {
        return context.getBean(Folder.class).path();
    }

    /** What fails on purpose; change it while it runs. */
    public Faults faults() {
        return context.getBean(Faults.class);
    }

    public World world() {
        return context.getBean(World.class);
    }

    public People people() {
        return context.getBean(People.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
