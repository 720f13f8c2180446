# One image for every role; docker-compose.yml chooses which.
FROM node:24-bookworm-slim
# What the agent makes the sandbox image of.
RUN apt-get update && apt-get install -y --no-install-recommends busybox-static && rm -rf /var/lib/apt/lists/*
WORKDIR /shiplog
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY shiplog ./
COPY events ./events
COPY projections ./projections
COPY services ./services
COPY infra ./infra
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "infra/processes/run.ts"]
