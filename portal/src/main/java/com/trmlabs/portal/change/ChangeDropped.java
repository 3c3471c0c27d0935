package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;

/** A change ended and nothing of it stays: rejected, expired, cancelled, or taken back by its run. Published in the transaction that says so. */
public record ChangeDropped(ChangeId change) {}
