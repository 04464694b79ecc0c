# syntax=docker/dockerfile:1

# ---- the packages that the gateway runs with
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The SDK is a workspace: npm wants to see it.
COPY src/sdk/package.json ./src/sdk/
# The base image brings Node 24 itself: the copy for machines with an older one is left behind.
RUN npm ci --omit=dev \
 && rm -rf node_modules/.bin/node node_modules/node-linux-*

# ---- the web console, built with the packages for development
FROM node:24-bookworm-slim AS console
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY src/sdk/package.json ./src/sdk/
RUN npm ci
COPY src ./src
COPY schemas ./schemas
RUN npm run build:console

# ---- the gateway
FROM node:24-bookworm-slim AS gateway
ENV NODE_ENV=production \
    AIDX_HOST=0.0.0.0 \
    AIDX_PORT=8080 \
    AIDX_DATA_DIR=/var/lib/aidx/data \
    AIDX_KEYS_DIR=/var/lib/aidx/keys \
    AIDX_CONFIG_DIR=/etc/aidx
WORKDIR /app
# The code belongs to root and cannot be changed by the account that runs it.
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY schemas ./schemas
# No configuration: what runs, and in which mode, is mounted at /etc/aidx. The project's own is for development.
COPY src ./src
COPY --from=console /app/dist/console ./dist/console
RUN install -d -o node -g node -m 0700 /var/lib/aidx/data /var/lib/aidx/keys
# Compiled once, by root, into the image: a start then compiles nothing.
RUN node src/cli/aidx.mjs init --help > /dev/null
USER node
VOLUME ["/var/lib/aidx/data", "/var/lib/aidx/keys"]
EXPOSE 8080
# The process, not its database: a container is not made better by a restart while the database is away (see /readyz).
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.AIDX_PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "src/cli/aidx.mjs"]
CMD ["serve"]
