package com.trmlabs.portal.change;

import java.util.Optional;

/** Which object: kind, place and name. */
public record ObjectRef(String apiVersion, String kind, Optional<String> namespace, String name) {

    /** As people say it: {@code Deployment api/api}. */
    @Override
    public String toString() {
        return kind + " " + namespace.map(space -> space + "/").orElse("") + name;
    }
}
