package com.trmlabs.portal.ui;

import java.util.List;

/** Things with a page of their own that Go to (Ctrl+K) finds, contributed as a bean. */
public interface Destinations {

    /** At most ten that match; only what the person signed in may see. */
    List<Destination> find(String text);

    /** @param kind what it is: {@code Change}; {@code path} of its page, relative */
    record Destination(String kind, String name, String path) {}
}
