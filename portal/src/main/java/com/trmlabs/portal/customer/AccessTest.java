package com.trmlabs.portal.customer;

import java.time.Instant;
import java.util.Optional;

/** Whether Google let us act as both identities of a project. @param refusal why not, absent when it did */
public record AccessTest(Instant at, Optional<String> refusal) {}
