package com.trmlabs.portal.rehearsal.kubernetes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator answers what the real server has answered, but for the differences that README.md lists. */
class ContractTests {

    @TempDir
    private static Path folder;

    private static Server server;

    @BeforeAll
    static void start() {
        server = Server.Simulated.start(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Case> cases() {
        return Case.asked();
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Execution(ExecutionMode.CONCURRENT)
    void answersAsTheRealServer(Case scene) throws IOException {
        try (var play = Play.in(server)) {
            scene.script().accept(play);
            var differences = Golden.between(Golden.of(scene), play.notes());
            var known = KnownDifferences.read();
            assertThat(known.unlisted(scene, differences)).as("differences that README.md does not list").isEmpty();
            assertThat(known.gone(scene, differences)).as("differences in README.md that are gone").isEmpty();
        }
    }

    @Test
    void listsNoDifferenceOfACaseThatIsNotThere() throws IOException {
        var names = Case.all().map(Case::name).toList();
        assertThat(KnownDifferences.read().rows()).allSatisfy(row -> assertThat(names).contains(row.scene()));
    }
}
