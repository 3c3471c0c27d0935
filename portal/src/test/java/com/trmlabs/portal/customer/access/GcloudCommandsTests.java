package com.trmlabs.portal.customer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.kernel.ProjectId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GcloudCommandsTests {

    private final AccessSpec spec = Access.read();
    private final List<Access.Step> steps = new GcloudCommands(spec, new ProjectId("bluefin-analytics"),
            "portal@trm-portal.iam.gserviceaccount.com").steps();
    private final String all = steps.stream().map(step -> "# " + step.title() + "\n" + step.commands()).collect(Collectors.joining("\n\n")) + "\n";

    /** The expected file was read line by line, and each of its commands is accepted by {@code gcloud meta lint-gcloud-commands}. */
    @Test
    void readAsReviewed() throws IOException {
        assertThat(all).isEqualTo(reviewed("bluefin-analytics.sh"));
    }

    @Test
    void askForEveryPermissionOfTheFileOnceAndForNoOther() {
        for (CloudIdentity identity : CloudIdentity.values()) {
            String role = steps.get(2).commands().lines().filter(line -> line.contains("--permissions="))
                    .skip(identity.ordinal()).findFirst().orElseThrow();
            assertThat(role.strip().substring("--permissions=".length()).split(","))
                    .containsExactlyElementsOf(spec.permissions(identity).stream().map(AccessSpec.Permission::permission).toList());
        }
    }

    @Test
    void makeNoKeyAndGiveNoPredefinedRoleOnTheProjectToTheTwoIdentities() {
        assertThat(all).doesNotContain("keys create").doesNotContain("roles/owner").doesNotContain("roles/editor");
        assertThat(steps.get(2).commands()).doesNotContain("--role=roles/");
    }

    @Test
    void quoteWhatAShellWouldReadOtherwise() {
        var odd = new AccessSpec(List.of(), List.of(new AccessSpec.Identity("read", "portal-read", "It's $(us)", "d", "none", true)), List.of(),
                List.of(), List.of());
        assertThat(new GcloudCommands(odd, new ProjectId("bluefin-analytics"), "p@q.iam.gserviceaccount.com").steps().get(1).commands())
                .contains("--display-name='It'\\''s $(us)'");
    }

    @Test
    void refuseAFileThatGrantsToSomebodyUnknown() {
        assertThatThrownBy(() -> new AccessSpec(List.of(), List.of(), List.of(),
                List.of(new AccessSpec.Permission("stranger", "a.b.c", "why")), List.of())).hasMessageContaining("stranger");
    }

    static String reviewed(String file) throws IOException {
        try (var expected = Objects.requireNonNull(GcloudCommandsTests.class.getResourceAsStream(file), file)) {
            return new String(expected.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
