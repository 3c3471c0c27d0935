package com.trmlabs.portal.change;

import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run carried out its whole plan; published in the transaction that says so, so that desired state changes with it.
 *
 * @param facts the sealed facts of the plan
 */
public record ChangeSucceeded(ChangeId change, Intent intent, ObjectNode facts, Instant at) {}
