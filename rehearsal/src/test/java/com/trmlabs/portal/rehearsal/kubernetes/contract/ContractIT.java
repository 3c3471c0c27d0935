package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The real server still answers what is recorded of it. With {@code -Dcontract.record=true} it is recorded anew. */
@Tag("cluster")
@Tag("beside")
class ContractIT {

    private static Server server;

    @BeforeAll
    static void connect() {
        server = Server.Real.connect();
    }

    @AfterAll
    static void disconnect() {
        server.close();
    }

    static Stream<Case> cases() {
        return Case.asked();
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Execution(ExecutionMode.CONCURRENT)
    void answersAsRecorded(Case scene) throws IOException {
        try (var play = Play.in(server)) {
            scene.script().accept(play);
            if (Boolean.getBoolean("contract.record")) {
                Golden.record(scene, play.notes());
            }
            assertThat(Golden.between(Golden.of(scene), play.notes())).isEmpty();
        }
    }
}
