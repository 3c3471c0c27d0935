package com.trmlabs.portal.change.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.kernel.NotFound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunbooksTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The image of the new pod cannot be pulled: trm/api@sha256:55 (not found) | image-pull
            The new pod does not start: container api ended with exit code 1, 2 times | crash-loop
            The new pod cannot start, CreateContainerConfigError: no key | missing-configuration
            Every new pod needs the Secret api-tls, which was not there within 15 minutes | missing-configuration
            No node has room for the new pod: 0/3 nodes are available | unschedulable
            Pods cannot be made: exceeded quota: customer | quota
            Service api/api is still there 15 minutes after it was to go. It waits for the finalizers example.com/audit | not-gone
            The cluster is not gone after 45 minutes: Google removes the cluster. | not-gone
            cedar-prod is not removed: cedar-prod.postgres would go away with it | not-gone
            Not healthy after 15 minutes: 1 of 3 pods are ready | not-ready
            """)
    void goWithWhatAStepSays(String cause, String page) {
        assertThat(Runbooks.of(cause)).contains(page);
        assertThat(Runbooks.text(page)).startsWith("# ");
    }

    @Test
    void areNamedByTheirHeadings() {
        assertThat(Runbooks.names()).startsWith("README", "image-pull").contains("postgres-restore").doesNotHaveDuplicates();
        assertThat(Runbooks.names()).allSatisfy(name -> assertThat(Runbooks.title(name)).isNotBlank().doesNotContain("#"));
        assertThat(Runbooks.body("README")).contains("[The new pod does not start](runbooks/crash-loop)").doesNotContain(".md");
    }

    @Test
    void areNotGuessed() {
        assertThat(Runbooks.of("Somebody pulled the plug")).isEmpty();
        assertThatThrownBy(() -> Runbooks.text("../application")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> Runbooks.text("none-such")).isInstanceOf(NotFound.class);
    }
}
