import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A party's connection to the gateway: tokens, retries, and the JOSE of docs/protocol.md for P-256 keys. Needs Java 17
 * and Jackson, for its JSON. The section numbers are that page's.
 */
final class AidGateway {
    private static final int TRIES = 6;
    /** Header members that are refused whatever they say (section 2). */
    private static final Set<String> FORBIDDEN = Set.of("jwk", "jku", "x5u", "x5c", "zip", "crit", "b64");

    private static final ECParameterSpec P256 = p256();
    /** JSON with two members of one name is refused: two readers must not read two things. */
    static final ObjectMapper JSON = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    final String party;
    final String id;
    private final String url;
    private final String issuer;
    private final List<Key> keys;
    private final List<Key> gatewayKeys;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private String token;
    private Instant tokenEnds = Instant.EPOCH;

    /** A coded no of the gateway (section 8). */
    static final class Problem extends IOException {
        final int status;
        final Map<String, Object> document;

        Problem(int status, Map<String, Object> document) {
            super(document.getOrDefault("code", "unexpected-answer") + " (HTTP " + status + ")");
            this.status = status;
            this.document = document;
        }
    }

    /** A packet that cannot be taken; the reason is the word for the receipt (section 6). */
    static final class BadPacket extends Exception {
        final String reason;

        BadPacket(String reason, Throwable cause) {
            super(reason, cause);
            this.reason = reason;
        }
    }

    AidGateway(String url, String party, Path keyFile) throws Exception {
        this.url = url.replaceAll("/+$", "");
        this.party = party;
        this.keys = keysOf(JSON.readValue(Files.readString(keyFile), Map.class));
        Map<String, Object> metadata = json(call("GET", "/.well-known/aid-gateway", null, null, true));
        this.id = (String) metadata.get("id");
        this.issuer = (String) metadata.get("issuer");
        this.gatewayKeys = keysOf(json(call("GET", "/.well-known/jwks.json", null, null, true)));
    }

    // ------------------------------------------------------------------ HTTP

    /**
     * One call, repeated unchanged while the answer is "not now" or none at all (section 8): the ids are in the body, so
     * nothing happens twice.
     */
    HttpResponse<byte[]> call(String method, String path, byte[] body, String contentType, boolean open)
            throws Exception {
        boolean renewed = false;
        for (int attempt = 1; ; attempt++) {
            long pause = ThreadLocalRandom.current().nextLong(1 + Math.min(20_000, 500L << attempt));
            try {
                HttpResponse<byte[]> answer = once(method, path, body, contentType, open);
                if (answer.statusCode() / 100 == 2) return answer;
                Problem problem = new Problem(answer.statusCode(), problemOf(answer));
                if (problem.status == 401 && !open && !renewed) {
                    renewed = true;
                    token = null;
                    continue;
                }
                boolean notNow = problem.status == 408 || problem.status == 429 || problem.status >= 500;
                if (!notNow || attempt == TRIES) throw problem;
                pause += 1000 * answer.headers().firstValue("Retry-After").filter(v -> v.matches("\\d{1,6}")).map(Long::parseLong).orElse(0L);
            } catch (Problem problem) {
                throw problem;
            } catch (IOException unreachable) {
                if (attempt == TRIES) throw unreachable;
            }
            Thread.sleep(pause);
        }
    }

    private HttpResponse<byte[]> once(String method, String path, byte[] body, String contentType, boolean open)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (contentType != null) request.header("Content-Type", contentType);
        if (!open) request.header("Authorization", "Bearer " + accessToken());
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Section 3. A token is used until half a minute before its end; an assertion is good once. */
    private String accessToken() throws Exception {
        if (token != null && Instant.now().isBefore(tokenEnds.minusSeconds(30))) return token;
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", party);
        claims.put("sub", party);
        claims.put("aud", issuer);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now);
        claims.put("exp", now + 60);
        String form = "grant_type=client_credentials"
                + "&client_assertion_type=" + encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                + "&client_assertion=" + encoded(sign(claims, "JWT"));
        HttpResponse<byte[]> answer = once("POST", "/oauth/token", form.getBytes(StandardCharsets.US_ASCII),
                "application/x-www-form-urlencoded", true);
        if (answer.statusCode() != 200) throw new Problem(answer.statusCode(), problemOf(answer));
        Map<String, Object> grant = json(answer);
        token = (String) grant.get("access_token");
        tokenEnds = Instant.ofEpochSecond(now + ((Number) grant.get("expires_in")).longValue());
        return token;
    }

    // ------------------------------------------------------------------ JOSE

    /** A P-256 key of a JWK set; {@code d} is null in the gateway's. */
    private record Key(String use, String kid, ECPublicKey point, ECPrivateKey d) {}

    /** A compact JWS of this party. */
    String sign(Map<String, Object> claims, String typ) throws Exception {
        Key key = present(keys, "sig");
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "ES256");
        header.put("typ", typ);
        header.put("kid", key.kid);
        String input = encode(JSON.writeValueAsBytes(header)) + "." + encode(JSON.writeValueAsBytes(claims));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key.d);
        signature.update(ascii(input));
        return input + "." + encode(signature.sign());
    }

    /** A compact JWE for the gateway around a JWS (ECDH-ES, A256GCM: RFC 7518 sections 4.6 and 5.3). */
    String encrypt(String jws) throws Exception {
        Key key = present(gatewayKeys, "enc");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(P256);
        KeyPair once = generator.generateKeyPair();
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "ECDH-ES");
        header.put("enc", "A256GCM");
        header.put("kid", key.kid);
        header.put("cty", "JWT");
        header.put("epk", jwkOf((ECPublicKey) once.getPublic()));
        String start = encode(JSON.writeValueAsBytes(header));
        byte[] iv = new byte[12];
        new SecureRandom().nextBytes(iv);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, agreed((ECPrivateKey) once.getPrivate(), key.point), iv, start)
                .doFinal(ascii(jws));
        int end = sealed.length - 16;
        return String.join(".", start, "", encode(iv), encode(Arrays.copyOf(sealed, end)),
                encode(Arrays.copyOfRange(sealed, end, sealed.length)));
    }

    /** The JWS inside a compact JWE for this party. Whatever step fails, the word is one. */
    String decrypt(String packet) throws BadPacket {
        try {
            byte[][] parts = partsOf(packet, 5);
            Map<String, Object> header = headerOf(parts[0]);
            if (!"ECDH-ES".equals(header.get("alg")) || !"A256GCM".equals(header.get("enc")) || parts[1].length != 0) {
                throw new IllegalArgumentException("algorithm");
            }
            Key key = find(keys, "enc", header.get("kid"));
            byte[] secret = agreed(key.d, pointOf((Map<?, ?>) header.get("epk")));
            if (parts[4].length != 16) throw new IllegalArgumentException("tag");
            byte[] sealed = Arrays.copyOf(parts[3], parts[3].length + 16);
            System.arraycopy(parts[4], 0, sealed, parts[3].length, 16);
            String start = packet.substring(0, packet.indexOf('.'));
            return new String(cipher(Cipher.DECRYPT_MODE, secret, parts[2], start).doFinal(sealed), StandardCharsets.US_ASCII);
        } catch (Exception cause) {
            throw new BadPacket("undecryptable", cause);
        }
    }

    /** The claims of a compact JWS of the gateway, of this type and no other. */
    Map<String, Object> verify(String jws, String typ) throws BadPacket {
        byte[] payload;
        try {
            byte[][] parts = partsOf(jws, 3);
            Map<String, Object> header = headerOf(parts[0]);
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(find(gatewayKeys, "sig", header.get("kid")).point);
            signature.update(ascii(jws.substring(0, jws.lastIndexOf('.'))));
            boolean ours = "ES256".equals(header.get("alg")) && typ.equals(header.get("typ"));
            if (!ours || !signature.verify(parts[2])) throw new IllegalArgumentException("signature");
            payload = parts[1];
        } catch (Exception cause) {
            throw new BadPacket("bad-signature", cause);
        }
        try {
            return object(payload);
        } catch (Exception cause) {
            throw new BadPacket("bad-content", cause);
        }
    }

    /** The content encryption key: ECDH, then the Concat KDF of RFC 7518 section 4.6.2 for A256GCM. */
    private static byte[] agreed(ECPrivateKey own, ECPublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        byte[] name = ascii("A256GCM");
        ByteBuffer info = ByteBuffer.allocate(4 + 32 + 4 + name.length + 4 + 4 + 4);
        info.putInt(1).put(agreement.generateSecret()).putInt(name.length).put(name).putInt(0).putInt(0).putInt(256);
        return MessageDigest.getInstance("SHA-256").digest(info.array());
    }

    private static Cipher cipher(int mode, byte[] key, byte[] iv, String header) throws GeneralSecurityException {
        if (iv.length != 12) throw new IllegalArgumentException("iv");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
        cipher.updateAAD(ascii(header));
        return cipher;
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** A public key from its JWK. A point beside the curve would give away the private key bit by bit: it is refused. */
    private static ECPublicKey pointOf(Map<?, ?> jwk) throws GeneralSecurityException {
        if (!"EC".equals(jwk.get("kty")) || !"P-256".equals(jwk.get("crv"))) throw new IllegalArgumentException("curve");
        BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
        BigInteger x = new BigInteger(1, decode((String) jwk.get("x")));
        BigInteger y = new BigInteger(1, decode((String) jwk.get("y")));
        BigInteger right = x.pow(3).add(P256.getCurve().getA().multiply(x)).add(P256.getCurve().getB());
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || y.pow(2).subtract(right).mod(p).signum() != 0) {
            throw new IllegalArgumentException("point");
        }
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), P256));
    }

    /** The members of a public key's JWK, in the order of its thumbprint (RFC 7638). */
    private static Map<String, Object> jwkOf(ECPublicKey key) {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("crv", "P-256");
        jwk.put("kty", "EC");
        jwk.put("x", encode(coordinate(key.getW().getAffineX())));
        jwk.put("y", encode(coordinate(key.getW().getAffineY())));
        return jwk;
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    /** The P-256 keys of a JWK set in their order: the present ones first, revoked ones not at all. */
    private static List<Key> keysOf(Map<?, ?> set) throws Exception {
        List<Key> keys = new ArrayList<>();
        for (Object each : (List<?>) set.get("keys")) {
            Map<?, ?> jwk = (Map<?, ?>) each;
            if (!"P-256".equals(jwk.get("crv")) || jwk.containsKey("revoked")) continue;
            ECPublicKey point = pointOf(jwk);
            byte[] thumbprint = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(jwkOf(point)));
            BigInteger d = jwk.containsKey("d") ? new BigInteger(1, decode((String) jwk.get("d"))) : null;
            keys.add(new Key((String) jwk.get("use"), encode(thumbprint), point,
                    d == null ? null : (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(d, P256))));
        }
        return keys;
    }

    /** {@code sha-256=:…:} (RFC 9530). */
    static String digestOf(byte[] data) throws Exception {
        return "sha-256=:" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(data)) + ":";
    }

    /** The first key of this use: sets are ordered, and retired keys come after the present one. */
    private static Key present(List<Key> set, String use) {
        for (Key key : set) {
            if (use.equals(key.use)) return key;
        }
        throw new IllegalStateException("no key to use");
    }

    private static Key find(List<Key> set, String use, Object kid) {
        for (Key key : set) {
            if (use.equals(key.use) && key.kid.equals(kid)) return key;
        }
        throw new IllegalArgumentException("no such key");
    }

    private static Map<String, Object> headerOf(byte[] part) throws IOException {
        Map<String, Object> header = object(part);
        for (String name : FORBIDDEN) {
            if (header.containsKey(name)) throw new IllegalArgumentException("header");
        }
        return header;
    }

    /** The parts of a compact token in its one spelling: base64url without padding, white space or stray bits. */
    private static byte[][] partsOf(String compact, int parts) {
        String[] split = compact.split("\\.", -1);
        if (split.length != parts) throw new IllegalArgumentException("form");
        return Arrays.stream(split).map(AidGateway::decode).toArray(byte[][]::new);
    }

    private static byte[] decode(String part) {
        byte[] data = Base64.getUrlDecoder().decode(part);
        if (!encode(data).equals(part)) throw new IllegalArgumentException("form");
        return data;
    }

    private static String encode(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A JSON object, strictly. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(byte[] json) throws IOException {
        return JSON.readValue(json, Map.class);
    }

    static Map<String, Object> json(HttpResponse<byte[]> answer) throws IOException {
        return object(answer.body());
    }

    /** The objects of an array member. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.get(name);
    }

    private static Map<String, Object> problemOf(HttpResponse<byte[]> answer) {
        try {
            return json(answer);
        } catch (Exception notJson) {
            return Map.of();
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
