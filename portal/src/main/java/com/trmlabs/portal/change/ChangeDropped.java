package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;

/** A change ended before anything of it ran: rejected, expired or cancelled. Published in the transaction that says so. */
public record ChangeDropped(ChangeId change) {}
