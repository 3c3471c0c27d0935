package com.trmlabs.portal.ui;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits, runs or failed for whoever is signed in; a bean of each module that has such things, shown on My work. */
public interface Work {

    /** The most urgent first; none where nothing is. */
    List<Portion> portions();

    /** In the order in which they stand on the page. */
    enum Group {
        ASKED("Asked of you", "waits for your vote"),
        FAILED("Failed", "needs a person"),
        EXPIRING("Expiring", "ends soon without new votes"),
        WAITING("Waiting", "waits for somebody"),
        RUNNING("Running", "goes on by itself"),
        FLEET("Fleet", "the state of customers"),
        RECORD("Record", "the audit log");

        private final String title;
        private final String meaning;

        Group(String title, String meaning) {
            this.title = title;
            this.meaning = meaning;
        }

        String title() {
            return title;
        }

        String meaning() {
            return meaning;
        }
    }

    /**
     * What a module has for a group.
     *
     * @param count of all there are, which may be more than the items
     * @param all the page that lists them all, with the filters that find just these
     */
    record Portion(Group group, List<Item> items, int count, String all) {

        /** All there are. */
        public Portion(Group group, List<Item> items) {
            this(group, items, items.size(), "");
        }
    }

    /**
     * @param name of the thing, which links to {@code path}: {@code C-1044}
     * @param title what it is about
     * @param line why it stands here, in words: what for, who, how far
     * @param until when it ends by itself, absent when it does not
     */
    record Item(String name, String path, String title, Status status, String line, @Nullable Instant until) {}
}
