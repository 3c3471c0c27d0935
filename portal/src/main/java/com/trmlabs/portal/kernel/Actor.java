package com.trmlabs.portal.kernel;

import java.util.Optional;

/**
 * Who did something: a person, a machine with a token that belongs to a person, or the portal itself.
 *
 * @param person the identity that counts for four eyes; a machine token counts as the person who made it
 * @param name what people read, usually an e-mail address
 * @param address the source address, absent for the portal itself
 */
public record Actor(PersonId person, String name, Kind kind, Optional<String> address) {

    public enum Kind { PERSON, MACHINE, PORTAL }

    /** The portal acting by itself; {@code part} says which part, for example {@code runner}. */
    public static Actor portal(String part) {
        return new Actor(new PersonId("portal:" + part), "portal " + part, Kind.PORTAL, Optional.empty());
    }
}
