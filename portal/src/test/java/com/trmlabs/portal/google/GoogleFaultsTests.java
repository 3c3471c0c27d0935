package com.trmlabs.portal.google;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.grpc.GrpcStatusCode;
import com.google.api.gax.rpc.ApiExceptionFactory;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudFault.Refused;
import com.trmlabs.portal.customer.spi.CloudFault.Rejected;
import com.trmlabs.portal.customer.spi.CloudFault.Unreachable;
import io.grpc.Status;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class GoogleFaultsTests {

    @Test
    void oneOperationAtATimeIsAReasonToComeBack() {
        assertThat(grpc(Status.FAILED_PRECONDITION, "Cluster is running incompatible operation operation-1.")).isInstanceOf(Unreachable.class);
        assertThat(grpc(Status.FAILED_PRECONDITION, "Network \"default\" is in legacy mode.")).isInstanceOf(Rejected.class);
    }

    @Test
    void lackOfRoomIsNoLackOfRights() {
        var message = "Insufficient regional quota to satisfy request: resource \"CPUS\".";
        assertThat(grpc(Status.PERMISSION_DENIED, message)).isInstanceOf(Rejected.class).hasMessage(message);
        assertThat(grpc(Status.RESOURCE_EXHAUSTED, message)).isInstanceOf(Rejected.class);
        assertThat(grpc(Status.RESOURCE_EXHAUSTED, "Quota exceeded for requests per minute")).isInstanceOf(Unreachable.class);
        assertThat(grpc(Status.PERMISSION_DENIED, "Required \"container.clusters.create\"")).isInstanceOf(Refused.class);
    }

    @Test
    void whatGoogleCannotDoRightNowIsTriedAgain() {
        for (var status : new Status[] {Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.INTERNAL, Status.ABORTED}) {
            assertThat(grpc(status, "later")).as(status.toString()).isInstanceOf(Unreachable.class);
        }
        for (int status : new int[] {302, 408, 409, 412, 429, 500, 503}) {
            assertThat(rest(status, "{\"message\": \"later\"}")).as("%d", status).isInstanceOf(Unreachable.class).hasMessage("later");
        }
        assertThat(rest(400, "{\"message\": \"The resource is not ready\", \"errors\": [{\"reason\": \"resourceNotReady\"}]}")).isInstanceOf(Unreachable.class);
    }

    @Test
    void wrongRequestsAreShown() {
        assertThat(grpc(Status.INVALID_ARGUMENT, "Machine type is not available.")).isInstanceOf(Rejected.class).hasMessage("Machine type is not available.");
        assertThat(rest(400, "{\"message\": \"Invalid value\"}")).isInstanceOf(Rejected.class).hasMessage("Invalid value");
        assertThat(rest(400, "\"no error\"")).isInstanceOf(Rejected.class).hasMessage("compute.googleapis.com answered 400 without a reason");
        assertThat(rest(403, "{\"message\": \"%s\"}".formatted("x".repeat(5000))).getMessage()).hasSizeLessThan(700);
    }

    private static CloudFault grpc(Status status, String message) {
        var exact = status.withDescription(message);
        return GoogleFaults.of(ApiExceptionFactory.createException(exact.asRuntimeException(), GrpcStatusCode.of(exact.getCode()), false));
    }

    private static CloudFault rest(int status, String error) {
        return GoogleFaults.of("compute.googleapis.com", status, new JsonMapper().readTree(error));
    }
}
