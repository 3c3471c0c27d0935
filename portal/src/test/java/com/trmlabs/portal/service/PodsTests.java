package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.service.Rollout.Sign;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PodsTests {

    @Test
    void seesAPodThatCrashesAgainAndAgain() {
        assertThat(killed(2, false).sign()).map(Sign::cause).contains("The new pod does not start: container api ended with exit code 137, 2 times");
    }

    /** Its containers tell of their last end as long as it lives, which may be months. */
    @Test
    void seesNoSignInAPodThatServesAgain() {
        assertThat(killed(2, true).sign()).isEmpty();
    }

    @Test
    void namesTheSecretOrTheKeyThatAPodWaitsFor() {
        var pod = new KubeObject((ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "api-1"},
                 "spec": {"volumes": [{"name": "tmp"}, {"name": "tls", "secret": {"secretName": "api-tls"}}]}}"""));
        assertThat(Pods.missingSecret(pod, "MountVolume.SetUp failed for volume \"tls\" : secret \"api-tls\" not found")).contains("Secret api-tls");
        assertThat(Pods.missingSecret(pod, "MountVolume.SetUp failed for volume \"tls\" : references non-existent secret key: tls.key"))
                .contains("key tls.key of the Secret api-tls");
        assertThat(Pods.missingSecret(pod, "MountVolume.SetUp failed for volume \"tls\" : configmap \"api\" not found")).isEmpty();
    }

    private static Pods killed(int times, boolean ready) {
        return new Pods(List.of(new KubeObject((ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "api-1"}, "status": {
                 "conditions": [{"type": "Ready", "status": "%s"}], "containerStatuses": [{"name": "api", "restartCount": %d,
                 "state": {"running": {}}, "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]}}""".formatted(ready ? "True" : "False", times)))));
    }
}
