"""Stop when validation has not improved for some epochs, and go back to the best weights."""

import argparse
import copy

import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=100)
parser.add_argument("--patience", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
X, y = load_breast_cancer(return_X_y=True)
X_train, X_val, y_train, y_val = train_test_split(X, y, test_size=0.25, stratify=y, random_state=args.seed)
scaler = StandardScaler().fit(X_train)
X_train, X_val = (torch.tensor(scaler.transform(a), dtype=torch.float32) for a in (X_train, X_val))
y_train, y_val = (torch.tensor(a, dtype=torch.float32).unsqueeze(1) for a in (y_train, y_val))
loader = DataLoader(TensorDataset(X_train, y_train), batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-3)
best, best_state, waited = float("inf"), None, 0
for epoch in range(args.epochs):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val_loss = criterion(model(X_val), y_val).item()
    if epoch % 5 == 0:
        print(f"epoch {epoch} loss={loss.item():.4f} val_loss={val_loss:.4f}")
    if val_loss < best - 1e-4:
        best, best_state, waited = val_loss, copy.deepcopy(model.state_dict()), 0
    else:
        waited += 1
        if waited >= args.patience:
            print(f"Early stopping at epoch {epoch}, best val_loss {best:.4f}")
            break
model.load_state_dict(best_state)
