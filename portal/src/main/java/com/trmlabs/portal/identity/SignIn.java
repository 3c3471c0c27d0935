package com.trmlabs.portal.identity;

import java.time.Instant;
import java.util.List;

/** When and how the identity provider last saw the person itself ({@code auth_time}, {@code amr}). */
public record SignIn(Instant at, List<String> methods) {}
