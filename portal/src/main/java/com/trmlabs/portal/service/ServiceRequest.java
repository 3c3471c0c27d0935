package com.trmlabs.portal.service;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A proposal as it stands in a change's request, in plan facts and beside an installed service. */
final class ServiceRequest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ServiceRequest() {}

    static ObjectNode write(Proposal proposal) {
        ObjectNode request = JSON.createObjectNode();
        request.put("service", proposal.service().toString()).put("release", proposal.release());
        request.set("inputs", proposal.inputs());
        proposal.binding().ifPresent(binding -> request.set("binding", JSON.valueToTree(binding)));
        return request;
    }

    static Proposal read(ChangeKind kind, ObjectNode request) {
        return new Proposal(kind, ServiceName.of(request.get("service").asString()), request.get("release").asString(),
                (ObjectNode) request.get("inputs").deepCopy(),
                Optional.ofNullable(request.get("binding")).map(node -> JSON.treeToValue(node, Binding.class)));
    }
}
