# syntax=docker/dockerfile:1
FROM node:26.10.0-slim@sha256:ec7758ee051e457b468b32bde57b0879010b325bb9862718e9615225ce4aaae1 AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The optional dependency is a Node for bare machines; this image brings its own.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

FROM node:26.10.0-slim@sha256:ec7758ee051e457b468b32bde57b0879010b325bb9862718e9615225ce4aaae1
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 SITES_DIR=/app/sites
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
COPY cards ./cards
COPY fhir-resources ./fhir-resources
COPY adoptions ./adoptions
# The cases are shown beside their policies.
COPY test/policies/*.yaml ./test/policies/
# Site files are mounted on /app/sites; without one it does not start. /data is for the store where there is no DATABASE_URL:
# by a link and not by DATA_DIR, which must not be set together with it.
RUN mkdir -p /app/sites /data && chown node:node /data && ln -s /data /app/.data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and takes the signals itself: on SIGTERM calls under way are finished, on SIGHUP knowledge is read anew.
CMD ["node", "--initial-old-space-size=100", "--max-semi-space-size=16", "--v8-pool-size=1", "--heap-growing-percent=60", "src/main.js", "serve"]
