package com.trmlabs.portal.rehearsal.kubernetes.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** An amount of CPU, memory or the like, as Kubernetes writes it. */
public record Quantity(BigDecimal amount, boolean binary) {

    private static final Pattern FORM = Pattern.compile("([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+))(?:([eE][+-]?\\d+)|([numkMGTPE]|[KMGTPE]i))?");
    private static final String DECIMAL = "num kMGTPE";
    private static final String BINARY = " KMGTPE";
    private static final Map<Character, Integer> THOUSANDS =
            Map.of('n', -3, 'u', -2, 'm', -1, 'k', 1, 'M', 2, 'G', 3, 'T', 4, 'P', 5, 'E', 6);

    /** Absent when the text is no quantity. */
    public static Optional<Quantity> parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var number = new BigDecimal(matcher.group(2) == null ? matcher.group(1) : matcher.group(1) + matcher.group(2));
        var suffix = matcher.group(3);
        if (suffix == null) {
            return Optional.of(new Quantity(number, false));
        }
        boolean binary = suffix.endsWith("i");
        int power = binary ? BINARY.indexOf(suffix.charAt(0)) : THOUSANDS.get(suffix.charAt(0));
        var unit = binary ? new BigDecimal(BigInteger.valueOf(1024).pow(power)) : BigDecimal.ONE.scaleByPowerOfTen(3 * power);
        return Optional.of(new Quantity(number.multiply(unit), binary));
    }

    /** In thousandths, rounded up: what CPUs are counted in. */
    public long milli() {
        return amount.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    /** In whole units, rounded up. */
    public long whole() {
        return amount.setScale(0, RoundingMode.CEILING).longValueExact();
    }

    /** The form in which the API server gives it back: no fraction, the largest unit that keeps the value. */
    public String canonical() {
        if (amount.signum() == 0) {
            return "0";
        }
        boolean large = amount.abs().compareTo(BigDecimal.valueOf(1024)) >= 0;
        return binary && large && amount.stripTrailingZeros().scale() <= 0 ? binaryText() : decimalText();
    }

    private String binaryText() {
        var number = amount.toBigIntegerExact();
        int power = 0;
        while (power < BINARY.length() - 1 && number.mod(BigInteger.valueOf(1024)).signum() == 0) {
            number = number.divide(BigInteger.valueOf(1024));
            power++;
        }
        return power == 0 ? number.toString() : number + String.valueOf(BINARY.charAt(power)) + "i";
    }

    private String decimalText() {
        var nano = amount.movePointRight(9).setScale(0, RoundingMode.CEILING).toBigIntegerExact();
        int power = 0;
        while (power < DECIMAL.length() - 1 && nano.mod(BigInteger.valueOf(1000)).signum() == 0) {
            nano = nano.divide(BigInteger.valueOf(1000));
            power++;
        }
        return power == 3 ? nano.toString() : nano + String.valueOf(DECIMAL.charAt(power));
    }
}
