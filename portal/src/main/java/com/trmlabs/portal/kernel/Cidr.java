package com.trmlabs.portal.kernel;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IPv4 block without host bits: {@code 203.0.113.0/24}. */
public record Cidr(String value) {

    private static final Pattern FORM = Pattern.compile("(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})/(0|[1-9]\\d?)");

    public Cidr {
        if (bits(value, prefix(value)) != address(value)) {
            throw new IllegalArgumentException(value + " has host bits set; use " + network(value) + "?");
        }
    }

    /** The block that {@code text} lies in: the suggestion when host bits are set. */
    public static Cidr around(String text) {
        return new Cidr(network(text));
    }

    public boolean isEverything() {
        return prefix() == 0;
    }

    public int prefix() {
        return prefix(value);
    }

    /** Its lowest address, as a number. */
    public long first() {
        return address(value);
    }

    /** The number of addresses in the block. */
    public long size() {
        return 1L << (32 - prefix());
    }

    public boolean overlaps(Cidr other) {
        int shorter = Math.min(prefix(), other.prefix());
        return bits(value, shorter) == bits(other.value, shorter);
    }

    public boolean contains(InetAddress address) {
        byte[] b = address.getAddress();
        return b.length == 4 && overlaps(new Cidr(address.getHostAddress() + "/32"));
    }

    private static String network(String text) {
        long net = bits(text, prefix(text));
        return (net >> 24) + "." + (net >> 16 & 255) + "." + (net >> 8 & 255) + "." + (net & 255) + "/" + prefix(text);
    }

    private static long bits(String text, int prefix) {
        return prefix == 0 ? 0 : address(text) >> (32 - prefix) << (32 - prefix);
    }

    private static long address(String text) {
        Matcher parts = parse(text);
        long address = 0;
        for (int i = 1; i <= 4; i++) {
            address = address << 8 | limited(parts.group(i), 255, text);
        }
        return address;
    }

    private static int prefix(String text) {
        return (int) limited(parse(text).group(5), 32, text);
    }

    private static Matcher parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no CIDR block; write it like 203.0.113.0/24");
        }
        return parts;
    }

    private static long limited(String number, int limit, String text) {
        int value = Integer.parseInt(number);
        if (value > limit) {
            throw new IllegalArgumentException("'" + text + "' is no CIDR block: " + number + " is above " + limit);
        }
        return value;
    }

    @Override
    public String toString() {
        return value;
    }
}
