package com.trmlabs.portal.change.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.ui.Status;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusWordsTests {

    static Stream<Enum<?>> statuses() {
        return Stream.concat(Arrays.stream(ChangeStatus.values()), Arrays.stream(ServiceQueries.Health.values()));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void everyStatusHasAWordAnIconAndATone(Enum<?> status) {
        Status shown = Status.of(status);
        assertThat(shown.word()).isNotBlank();
        assertThat(shown.icon()).isNotNull();
        assertThat(shown.tone()).isNotNull();
    }
}
