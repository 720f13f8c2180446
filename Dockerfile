# One image for every role; docker-compose.yml chooses which.
FROM node:24-bookworm-slim
WORKDIR /shiplog
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY shiplog ./
COPY events ./events
COPY projections ./projections
COPY services ./services
COPY infra ./infra
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "infra/processes/run.ts"]
