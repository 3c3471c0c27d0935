package com.trmlabs.portal.inputs;

import com.trmlabs.portal.kernel.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The one place that says what is wrong with a list of address blocks, entry by entry. */
public final class CidrList {

    private CidrList() {}

    /**
     * What there is to say about one entry.
     *
     * @param index of the entry, from 0
     * @param blocks whether the list cannot be used like this; otherwise it is a remark
     * @param suggestion the block to use instead
     */
    public record Finding(int index, String text, String message, boolean blocks, Optional<Cidr> suggestion) {}

    public static List<Finding> check(List<String> entries) {
        List<Finding> findings = new ArrayList<>();
        List<Cidr> good = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            int at = i;
            String text = entries.get(i);
            if (entries.indexOf(text) < at) {
                findings.add(new Finding(at, text, text + " stands in the list twice.", true, Optional.empty()));
                continue;
            }
            try {
                Cidr block = new Cidr(text);
                overlap(block, good).ifPresent(message -> findings.add(new Finding(at, text, message, false, Optional.empty())));
                good.add(block);
            } catch (IllegalArgumentException wrong) {
                findings.add(new Finding(at, text, wrong.getMessage(), true, suggestion(text)));
            }
        }
        return findings;
    }

    /** Whether no address is left out, be it by 0.0.0.0/0 or by several blocks together. */
    public static boolean isEverybody(List<String> entries) {
        List<Cidr> blocks;
        try {
            blocks = entries.stream().map(Cidr::new).sorted(Comparator.comparing(Cidr::first)).toList();
        } catch (IllegalArgumentException noBlock) {
            return false;
        }
        long reached = 0;
        for (Cidr block : blocks) {
            if (block.first() > reached) {
                return false;
            }
            reached = Math.max(reached, block.first() + block.size());
        }
        return reached == 1L << 32;
    }

    private static Optional<String> overlap(Cidr block, List<Cidr> others) {
        return others.stream().filter(block::overlaps).findFirst().map(other -> block.prefix() > other.prefix()
                ? block + " lies in " + other + ", which is in the list too."
                : block + " covers " + other + ", which is in the list too.");
    }

    private static Optional<Cidr> suggestion(String text) {
        try {
            return Optional.of(Cidr.around(text.contains("/") ? text : text + "/32"));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
