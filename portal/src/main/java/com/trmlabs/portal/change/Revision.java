package com.trmlabs.portal.change;

import java.time.Instant;

/**
 * What a change asks for, as somebody saved it.
 *
 * @param number counts the alterations; a draft begins with {@link #FIRST}
 */
public record Revision(int number, String by, Instant at) {

    public static final int FIRST = 1;
}
