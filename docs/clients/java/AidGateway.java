import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A party's connection to the gateway: tokens, retries, and the JOSE of docs/protocol.md for P-256 keys. Needs Java 17
 * and Nimbus JOSE + JWT. The section numbers are that page's.
 */
final class AidGateway {
    private static final int TRIES = 6;
    /** Header members that are refused whatever they say (section 2). */
    private static final Set<String> FORBIDDEN = Set.of("jwk", "jku", "x5u", "x5c", "zip", "crit", "b64");

    final String party;
    final String id;
    private final String url;
    private final String issuer;
    private final JWKSet keys;
    private final JWKSet gatewayKeys;
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
        this.keys = JWKSet.load(keyFile.toFile());
        Map<String, Object> metadata = json(call("GET", "/.well-known/aid-gateway", null, null, true));
        this.id = JSONObjectUtils.getString(metadata, "id");
        this.issuer = JSONObjectUtils.getString(metadata, "issuer");
        this.gatewayKeys = JWKSet.parse(text(call("GET", "/.well-known/jwks.json", null, null, true)));
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
        token = JSONObjectUtils.getString(grant, "access_token");
        tokenEnds = Instant.ofEpochSecond(now + JSONObjectUtils.getLong(grant, "expires_in"));
        return token;
    }

    // ------------------------------------------------------------------ JOSE

    /** A compact JWS of this party. */
    String sign(Map<String, Object> claims, String typ) throws Exception {
        ECKey key = present(keys, KeyUse.SIGNATURE);
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(typ)).keyID(key.computeThumbprint().toString()).build();
        JWSObject token = new JWSObject(header, new Payload(claims));
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    /** A compact JWE for the gateway around a JWS. */
    String encrypt(String jws) throws Exception {
        ECKey key = present(gatewayKeys, KeyUse.ENCRYPTION);
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM)
                .contentType("JWT").keyID(key.computeThumbprint().toString()).build();
        JWEObject sealed = new JWEObject(header, new Payload(jws));
        sealed.encrypt(new ECDHEncrypter(key));
        return sealed.serialize();
    }

    /** The JWS inside a compact JWE for this party. Whatever step fails, the word is one. */
    String decrypt(String packet) throws BadPacket {
        try {
            requireCanonical(packet, 5);
            JWEObject sealed = JWEObject.parse(packet);
            JWEHeader header = sealed.getHeader();
            requireAllowed(header.toJSONObject());
            if (!JWEAlgorithm.ECDH_ES.equals(header.getAlgorithm())
                    || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())) {
                throw new IllegalArgumentException("algorithm");
            }
            sealed.decrypt(new ECDHDecrypter(find(keys, KeyUse.ENCRYPTION, header.getKeyID())));
            return sealed.getPayload().toString();
        } catch (Exception cause) {
            throw new BadPacket("undecryptable", cause);
        }
    }

    /** The claims of a compact JWS of the gateway, of this type and no other. */
    Map<String, Object> verify(String jws, String typ) throws BadPacket {
        String payload;
        try {
            requireCanonical(jws, 3);
            JWSObject signed = JWSObject.parse(jws);
            JWSHeader header = signed.getHeader();
            requireAllowed(header.toJSONObject());
            boolean ours = JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    && header.getType() != null && typ.equals(header.getType().getType());
            if (!ours || !signed.verify(new ECDSAVerifier(find(gatewayKeys, KeyUse.SIGNATURE, header.getKeyID())))) {
                throw new IllegalArgumentException("signature");
            }
            payload = signed.getPayload().toString();
        } catch (Exception cause) {
            throw new BadPacket("bad-signature", cause);
        }
        try {
            return JSONObjectUtils.parse(payload);
        } catch (Exception cause) {
            throw new BadPacket("bad-content", cause);
        }
    }

    /** {@code sha-256=:…:} (RFC 9530). */
    static String digestOf(byte[] data) throws Exception {
        return "sha-256=:" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(data)) + ":";
    }

    /** The first key of this use: sets are ordered, and retired keys come after the present one. */
    private static ECKey present(JWKSet set, KeyUse use) {
        for (JWK key : set.getKeys()) {
            if (use.equals(key.getKeyUse())) return key.toECKey();
        }
        throw new IllegalStateException("no key to use");
    }

    private static ECKey find(JWKSet set, KeyUse use, String kid) throws Exception {
        for (JWK key : set.getKeys()) {
            if (use.equals(key.getKeyUse()) && key.computeThumbprint().toString().equals(kid)) return key.toECKey();
        }
        throw new IllegalArgumentException("no such key");
    }

    private static void requireAllowed(Map<String, Object> header) {
        for (String name : FORBIDDEN) {
            if (header.containsKey(name)) throw new IllegalArgumentException("header");
        }
    }

    /** One spelling for one token: base64url without padding, white space or stray bits. */
    private static void requireCanonical(String compact, int parts) {
        String[] split = compact.split("\\.", -1);
        if (split.length != parts) throw new IllegalArgumentException("form");
        for (String part : split) {
            byte[] data = Base64.getUrlDecoder().decode(part);
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(data).equals(part)) {
                throw new IllegalArgumentException("form");
            }
        }
    }

    static Map<String, Object> json(HttpResponse<byte[]> answer) throws Exception {
        return JSONObjectUtils.parse(text(answer));
    }

    private static Map<String, Object> problemOf(HttpResponse<byte[]> answer) {
        try {
            return json(answer);
        } catch (Exception notJson) {
            return Map.of();
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
